// SPDX-License-Identifier: GPL-3.0-or-later
/** Avro records and their keys as the services read and write them. */
package org.gumshoe.services.common.records;
