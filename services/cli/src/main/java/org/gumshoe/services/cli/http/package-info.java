// SPDX-License-Identifier: GPL-3.0-or-later
/** HTTP as the model hub and libraries of books need it: bounded, patient, and silent about secrets. */
package org.gumshoe.services.cli.http;
