from django.urls import path

from webinars.views import advisers, journey, public, room

app_name = "webinars"
urlpatterns = [
    path("webinars/", public.webinar_list, name="webinar-list"),
    path("webinars/<slug:slug>/", public.webinar_detail, name="webinar-detail"),
    path("webinars/<slug:slug>/calendar.ics", public.webinar_calendar, name="webinar-calendar"),
    path("webinars/<slug:slug>/book/", journey.booking_who, name="booking-who"),
    path("webinars/<slug:slug>/book/groups/", journey.booking_group, name="booking-group"),
    path("webinars/<slug:slug>/book/check/", journey.booking_check, name="booking-check"),
    path("webinars/<slug:slug>/book/sent/", journey.booking_sent, name="booking-sent"),
    path("bookings/", advisers.booking_list, name="booking-list"),
    path("bookings/sign-in/", advisers.adviser_sign_in, name="adviser-sign-in"),
    path("bookings/sign-in/<str:code>/", advisers.adviser_enter, name="adviser-enter"),
    path("bookings/sign-out/", advisers.adviser_sign_out, name="adviser-sign-out"),
    path("bookings/confirm/<str:code>/", journey.sending_prove, name="sending-prove"),
    path("bookings/about-me/", advisers.adviser_data, name="adviser-data"),
    path("bookings/about-me/download.json", advisers.adviser_download, name="adviser-download"),
    path("bookings/about-me/leave/", advisers.adviser_leave, name="adviser-leave"),
    # ``ref`` is the number of a booking of the adviser who has signed in, or a booking's mailed code.
    path("bookings/<str:ref>/", advisers.booking_detail, name="booking-detail"),
    path("bookings/<str:ref>/places/", advisers.booking_places, name="booking-places"),
    path("bookings/<str:ref>/cancel/", advisers.booking_cancel, name="booking-cancel"),
    path("bookings/<str:ref>/calendar.ics", advisers.booking_calendar, name="booking-calendar"),
    path("bookings/<str:ref>/room/", advisers.booking_room, name="booking-room"),
    path("room/<str:code>/", room.room_detail, name="room-detail"),
]
