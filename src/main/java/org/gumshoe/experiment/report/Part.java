// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report;

/** What an element of a page is made of: attributes, and text or other elements. */
sealed interface Part permits Html, Html.Attribute {}
