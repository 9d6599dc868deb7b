"""A shop's pages."""

from flask import Flask, render_template

app = Flask(__name__)


@app.get("/")
def home() -> str:
    return render_template("home.html")


@app.get("/docs/start/")
def docs() -> str:
    return render_template("docs.html")
