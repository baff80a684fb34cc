// SPDX-License-Identifier: GPL-3.0-or-later
/** The assignments service: assigns topic proportions and concept scores to passages. */
package org.gumshoe.services.assignments;
