"""`oneflow-snippet inject`, in a folder of pages."""
