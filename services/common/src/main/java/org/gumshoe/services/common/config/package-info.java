// SPDX-License-Identifier: GPL-3.0-or-later
/** Settings by dotted name, from the command line, the environment and defaults. */
package org.gumshoe.services.common.config;
