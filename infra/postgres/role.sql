-- Run once by the image, when the volume is still empty. The API is no superuser.
\getenv password STYLIPP_PASSWORD
CREATE ROLE stylipp LOGIN PASSWORD :'password';
CREATE DATABASE stylipp OWNER stylipp;
