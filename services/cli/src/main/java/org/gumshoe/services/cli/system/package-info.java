// SPDX-License-Identifier: GPL-3.0-or-later
/** Commands that start the system, feed it and watch it. */
package org.gumshoe.services.cli.system;
