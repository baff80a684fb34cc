// SPDX-License-Identifier: GPL-3.0-or-later
/** Command line of Gumshoe: one class for each command. */
package org.gumshoe.services.cli;
