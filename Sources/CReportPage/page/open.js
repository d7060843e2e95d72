"use strict";
(function () {
