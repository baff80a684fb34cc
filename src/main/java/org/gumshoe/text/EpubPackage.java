// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The package document of an EPUB: metadata and spine.
 *
 * @param path of the document itself, against which pages are resolved
 * @param refinements what is said of other metadata, by the id and the property: gathered once, since a
 *     document may have as many of them as of what they refine
 */
record EpubPackage(Document document, String path, Map<String, String> refinements) {
    /** Types of what cannot be a page; tools declare pages by many types. */
    private static final Set<String> NOT_PAGES = Set.of("image", "audio", "video", "font");

    private static final Set<String> NOT_PAGE_TYPES = Set.of(
            "text/css", "application/x-dtbncx+xml", "application/pdf", "application/smil+xml", "text/javascript");
    private static final int MAX_FALLBACKS = 8;

    EpubPackage(Document document, String path) {
        this(document, path, new HashMap<>());
        select("*|meta")
                .forEach(meta -> refinements.putIfAbsent(
                        refined(meta.attr("refines"), meta.attr("property")),
                        meta.text().strip()));
    }

    private static String refined(String id, String property) {
        return id + " " + property;
    }

    String title() {
        List<Element> titles = select("dc|title");
        return titles.stream()
                .filter(title -> refinement(title, "title-type").equals("main"))
                .findFirst()
                .or(() -> titles.stream().findFirst())
                .map(Element::text)
                .orElse(null);
    }

    String author() {
        List<Element> creators = select("dc|creator");
        return creators.isEmpty() ? null : creators.getFirst().text();
    }

    /**
     * Returns the number of the volume of a work whose volumes share a title: the place in a set, the
     * place in a series that is named as the book is, or a further title; null if there is none.
     */
    String volume() {
        String title = title();
        for (Element collection : select("*|meta[property=belongs-to-collection]")) {
            boolean isWork = refinement(collection, "collection-type").equals("set")
                    || collection.text().equalsIgnoreCase(title);
            if (isWork && !refinement(collection, "group-position").isEmpty()) {
                return refinement(collection, "group-position");
            }
        }
        String series = meta("calibre:series");
        if (series != null && series.equalsIgnoreCase(title) && meta("calibre:series_index") != null) {
            return meta("calibre:series_index").replaceFirst("\\.0+$", "");
        }
        return select("dc|title").stream()
                .map(Element::text)
                .filter(other -> !other.equals(title) && BookId.namesVolume(other))
                .findFirst()
                .orElse(null);
    }

    List<String> genres() {
        return select("dc|subject").stream()
                .map(Element::text)
                .filter(subject -> !subject.isBlank())
                .distinct()
                .toList();
    }

    /**
     * Returns the paths of the pages in order; one that is named again is read once.
     *
     * @param unknown receives the references that the manifest lacks
     */
    Set<String> spine(Collection<String> unknown) {
        Map<String, Element> items = new HashMap<>();
        document.select("*|manifest > *|item").forEach(item -> items.putIfAbsent(item.id(), item));
        Set<String> pages = new LinkedHashSet<>();
        for (Element reference : document.select("*|spine > *|itemref")) {
            Element item = items.get(reference.attr("idref"));
            for (int i = 0; i < MAX_FALLBACKS && item != null && !isPage(item); i++) {
                item = items.get(item.attr("fallback"));
            }
            if (!items.containsKey(reference.attr("idref"))) {
                unknown.add(reference.attr("idref"));
            } else if (item != null && isPage(item) && !isNavigation(item)) {
                pages.add(resolved(item.attr("href")));
            }
        }
        return pages;
    }

    private static boolean isNavigation(Element item) {
        return List.of(item.attr("properties").split("\\s+")).contains("nav");
    }

    private static boolean isPage(Element item) {
        String type = item.attr("media-type").toLowerCase(Locale.ROOT).strip();
        return !NOT_PAGES.contains(type.split("/")[0]) && !NOT_PAGE_TYPES.contains(type);
    }

    private String resolved(String href) {
        String page = href.replace('\\', '/');
        int fragment = page.indexOf('#');
        page = fragment < 0 ? page : page.substring(0, fragment);
        page = decoded(page);
        String folder = path.replace('\\', '/');
        folder = folder.substring(0, folder.lastIndexOf('/') + 1);
        return EpubArchive.normalised(page.startsWith("/") ? page : folder + page);
    }

    private static String decoded(String href) {
        try {
            return URLDecoder.decode(href.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException aPercentSignOfItsOwn) {
            return href;
        }
    }

    private List<Element> select(String query) {
        return new ArrayList<>(document.select("*|metadata " + query));
    }

    private String meta(String name) {
        return select("*|meta").stream()
                .filter(meta -> meta.attr("name").equals(name))
                .map(meta -> meta.attr("content").strip())
                .filter(content -> !content.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private String refinement(Element element, String property) {
        return element.id().isEmpty() ? "" : refinements.getOrDefault(refined("#" + element.id(), property), "");
    }
}
