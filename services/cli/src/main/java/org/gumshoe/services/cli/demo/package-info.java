// SPDX-License-Identifier: GPL-3.0-or-later
/** Command {@code gumshoe demo}: the whole loop once, as an ordinary client of the stream. */
package org.gumshoe.services.cli.demo;
