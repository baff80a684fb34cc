// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.html;

/** Node of an HTML element: an attribute, or text and nested elements. */
public sealed interface HtmlNode permits HtmlWriter, HtmlWriter.Attribute {}
