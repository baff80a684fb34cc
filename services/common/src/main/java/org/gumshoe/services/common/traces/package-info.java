// SPDX-License-Identifier: GPL-3.0-or-later
/** Traces of books and vectors in OpenTelemetry's terms; without an exporter there are none. */
package org.gumshoe.services.common.traces;
