-- Run once by the image, while the volume is empty. The API's role is not a superuser.
\getenv password STYLIPP_PASSWORD
CREATE ROLE stylipp LOGIN PASSWORD :'password';
CREATE DATABASE stylipp OWNER stylipp;
