// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.html;

/** What an element of a page is made of: attributes, and text or other elements. */
public sealed interface HtmlNode permits HtmlWriter, HtmlWriter.Attribute {}
