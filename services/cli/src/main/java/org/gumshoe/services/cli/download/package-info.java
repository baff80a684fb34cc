// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Models and sample texts as published in package registries, fetched by the registries' own
 * clients, and models of a hub, fetched here into the cache that its own client uses: all checked
 * by hash and kept.
 */
package org.gumshoe.services.cli.download;
