// SPDX-License-Identifier: GPL-3.0-or-later
/** The demo: what a newcomer sees of the whole loop, as a plain client of the stream. */
package org.gumshoe.services.cli.demo;
