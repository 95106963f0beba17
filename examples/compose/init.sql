-- A login of the shop's own, which owns its database and nothing more.
create role shop login createrole password 'change-this-database-password';
create database shop owner shop;
