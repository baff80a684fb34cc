// SPDX-License-Identifier: GPL-3.0-or-later
/** Commands that start the system, feed it and report its state. */
package org.gumshoe.services.cli.system;
