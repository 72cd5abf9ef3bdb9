"""Addresses of the login: of allauth only what is used, so no sign-up, no e-mail management, no other providers."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.usersessions import views as sessions
from django.urls import path, re_path

urlpatterns = [
    path("inloggen/", account.login, name="account_login"),
    path("uitloggen/", account.logout, name="account_logout"),
    path("inloggen/afgesloten/", account.account_inactive, name="account_inactive"),
    path("inloggen/nog-een-keer/", account.reauthenticate, name="account_reauthenticate"),
    path("wachtwoord/", account.password_change, name="account_change_password"),
    path("wachtwoord/kiezen/", account.password_set, name="account_set_password"),
    path("wachtwoord/vergeten/", account.password_reset, name="account_reset_password"),
    path("wachtwoord/vergeten/verstuurd/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("wachtwoord/klaar/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("tweede-stap/", mfa.index, name="mfa_index"),
    path("tweede-stap/code/", mfa.authenticate, name="mfa_authenticate"),
    path("tweede-stap/nog-een-keer/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("tweede-stap/instellen/", totp.activate_totp, name="mfa_activate_totp"),
    path("tweede-stap/stoppen/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("tweede-stap/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("tweede-stap/codes/nieuw/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("tweede-stap/codes/bestand/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("sessies/", sessions.list_usersessions, name="usersessions_list"),
    path("inloggen/gestopt/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("inloggen/mislukt/", social.login_error, name="socialaccount_login_error"),
    path("inloggen/oidc/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("inloggen/oidc/<slug:provider_id>/terug/", oidc.callback, name="openid_connect_callback"),
]
