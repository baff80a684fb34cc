// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What every service shares: the catalogue of topics, serdes, settings, clients, the runner,
 * health, metrics and dead letters. Nothing here knows a single service or any of the science.
 */
package org.gumshoe.services.common;
