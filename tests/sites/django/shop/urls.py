"""A shop's pages."""

from django.urls import path
from django.views.generic import TemplateView

urlpatterns = [
    path("", TemplateView.as_view(template_name="home.html")),
    path("docs/start/", TemplateView.as_view(template_name="docs.html")),
]
