"""Urls of the plans room."""

from django.urls import path

from zhenyu.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.plans, name="plans"),
    path("tasks/<int:task_id>/", views.task, name="task"),
    path("tasks/<int:task_id>/report", views.report, name="report"),
]
