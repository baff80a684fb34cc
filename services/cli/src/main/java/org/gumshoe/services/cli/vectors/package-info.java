// SPDX-License-Identifier: GPL-3.0-or-later
/** Command {@code gumshoe vectors}: steering vectors of a running system, and as files. */
package org.gumshoe.services.cli.vectors;
