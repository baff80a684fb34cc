// SPDX-License-Identifier: GPL-3.0-or-later
/** {@code gumshoe vectors}: the steering vectors of a running system, and as files. */
package org.gumshoe.services.cli.vectors;
