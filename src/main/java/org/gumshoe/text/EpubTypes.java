// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/**
 * The semantic types of elements (EPUB structural semantics vocabulary and DPUB-ARIA), and the
 * elements that are no part of a story by their type. Such an element is left out alone, never its
 * page, and it stays if it holds a part of the story.
 */
final class EpubTypes {
    private static final Set<String> NON_STORY = Set.of(
            "titlepage",
            "halftitlepage",
            "halftitle",
            "imprint",
            "colophon",
            "copyright-page",
            "uncopyright",
            "toc",
            "cover",
            "landmarks",
            "page-list",
            "loi",
            "lot",
            "footnote",
            "endnote",
            "rearnote",
            "endnotes",
            "rearnotes",
            "footnotes",
            "index",
            "bibliography",
            "licence",
            "license",
            "contributors",
            "credits",
            "other-credits",
            "acknowledgments");
    private static final Set<String> STORY = Set.of(
            "chapter",
            "bodymatter",
            "part",
            "volume",
            "division",
            "prologue",
            "epilogue",
            "introduction",
            "preface",
            "foreword",
            "afterword",
            "conclusion",
            "z3998:fiction");

    private EpubTypes() {}

    /** Returns the types of an element in lower case; {@code doc-} of a role is left out. */
    static List<String> of(Element element) {
        List<String> types = new ArrayList<>();
        if (element.attributesSize() == 0) {
            return types;
        }
        for (Attribute attribute : element.attributes()) {
            String key = attribute.getKey().toLowerCase(Locale.ROOT);
            if (key.endsWith(":type") || key.equals("role")) {
                for (String type : attribute.getValue().toLowerCase(Locale.ROOT).split("\\s+")) {
                    types.add(type.startsWith("doc-") ? type.substring(4) : type);
                }
            }
        }
        return types;
    }

    /** Returns the elements of a page that are boilerplate by their type. */
    static List<Node> nonStory(Document page) {
        List<Node> found = new ArrayList<>();
        for (Element element : page.getAllElements()) {
            if (of(element).stream().anyMatch(NON_STORY::contains) && !holdsStory(element)) {
                found.add(element);
            }
        }
        return found;
    }

    private static boolean holdsStory(Element element) {
        return element.getAllElements().stream()
                .anyMatch(inner -> inner != element && of(inner).stream().anyMatch(STORY::contains));
    }
}
