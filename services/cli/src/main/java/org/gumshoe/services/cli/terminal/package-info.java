// SPDX-License-Identifier: GPL-3.0-or-later
/** Terminal: what is printed is shown and never steers. */
package org.gumshoe.services.cli.terminal;
