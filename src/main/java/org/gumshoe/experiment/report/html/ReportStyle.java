// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.report.html;

/**
 * Style sheet of the report. All colours are variables, set once for light and once for dark pages.
 */
public final class ReportStyle {
    private ReportStyle() {}

    private static final String COLOURS = """
            :root {
              color-scheme: light dark;
              --page: #fdfdfb; --ink: #1d1f23; --soft: #5b616b; --rule: #d9dbd6; --panel: #f3f4f0; --mark: #fff4d6;
              --c0: #6b7280; --c1: #b9540b; --c2: #1d5fa8; --c3: #2f7d4f; --c4: #8a3fa0;
              --seq-low: #8cc4f5; --seq-high: #8a0f35; --heat: #3f83c9;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --page: #16181b; --ink: #e7e6e1; --soft: #a3a8b1; --rule: #3a3e45; --panel: #202328; --mark: #3b3420;
                --c0: #9aa3af; --c1: #f0924a; --c2: #6fb1f5; --c3: #6cc492; --c4: #cf9be2;
                --seq-low: #3f78b5; --seq-high: #ff9fae; --heat: #2f6fb5;
              }
            }
            """;

    private static final String SHAPES = """
            svg text { fill: var(--ink); font-size: 12px; }
            svg .tick { font-size: 11px; fill: var(--soft); }
            svg .key { font-size: 12px; }
            svg .axis { stroke: var(--ink); stroke-width: 1; }
            svg .grid { stroke: var(--rule); stroke-width: 1; }
            svg .dashed { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 4 4; }
            svg .line { stroke: currentColor; stroke-width: 2; fill: none; }
            svg .whisker { stroke: currentColor; stroke-width: 2; stroke-linecap: round; opacity: .55; }
            svg .mark { fill: currentColor; stroke: currentColor; stroke-width: 1.2; }
            svg .hollow { fill: var(--page); stroke-width: 1.8; }
            svg .dashed-line { stroke-dasharray: 7 4; }
            svg ellipse { fill: none; }
            svg .faint { opacity: .4; }
            svg .chosen { fill: none; stroke: var(--ink); stroke-width: 2.2; }
            svg .cell { fill: var(--ink); }
            .c0 { color: var(--c0); } .c1 { color: var(--c1); } .c2 { color: var(--c2); } .c3 { color: var(--c3); } .c4 { color: var(--c4); }
            """;

    /** Sheet of an image that stands alone. */
    public static final String IMAGES =
            COLOURS + "svg { font-family: system-ui, sans-serif; background: var(--page); }\n" + SHAPES;

    /** Sheet of a page. */
    public static final String SHEET = COLOURS + """
            body { margin: 0; background: var(--page); color: var(--ink); font: 17px/1.55 Charter, Georgia, "Noto Serif", serif; counter-reset: fig tab; }
            main { max-width: 900px; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
            h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; text-wrap: balance; }
            h2 { font-size: 1.35rem; margin: 3rem 0 .6rem; border-top: 1px solid var(--rule); padding-top: 1.4rem; }
            h3 { font-size: 1.05rem; margin: 1.8rem 0 .4rem; }
            p { margin: .6rem 0; max-width: 46rem; }
            .byline { color: var(--soft); margin: 0 0 1.6rem; }
            .abstract { background: var(--panel); border-radius: 6px; padding: .9rem 1.2rem; }
            .abstract h2 { all: unset; font-weight: bold; }
            .abstract p { display: inline; }
            .scroll { overflow-x: auto; }
            figure { margin: 1.4rem 0; }
            figcaption, caption { max-width: min(46rem, 100vw - 2.5rem); color: var(--soft); font-size: .86rem; line-height: 1.45; text-align: left; }
            figcaption::before { counter-increment: fig; content: "Figure " counter(fig) ". "; font-weight: bold; color: var(--ink); }
            caption { padding-bottom: .4rem; }
            caption::before { counter-increment: tab; content: "Table " counter(tab) ". "; font-weight: bold; color: var(--ink); }
            table { border-collapse: collapse; margin: 1.4rem 0; font: .78rem/1.4 system-ui, sans-serif; font-variant-numeric: tabular-nums; min-width: 50%; }
            caption { font-family: Charter, Georgia, "Noto Serif", serif; }
            th, td { padding: .28rem .5rem; text-align: right; vertical-align: top; }
            th:first-child { text-align: left; padding-left: 0; }
            td:last-child, th:last-child { padding-right: .2rem; }
            thead th { border-top: 1.5px solid var(--ink); border-bottom: 1px solid var(--ink); vertical-align: bottom; }
            tbody th { font-weight: normal; white-space: nowrap; }
            tbody tr:last-child > * { border-bottom: 1.5px solid var(--ink); }
            td { white-space: nowrap; }
            tr.marked > * { background: var(--mark); font-weight: bold; }
            .facts td, .facts th { text-align: left; }
            .facts td { white-space: normal; overflow-wrap: anywhere; }
                        pre { background: var(--panel); border-radius: 6px; padding: .7rem 1rem; font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
            blockquote { margin: 1.2rem 0; padding: .1rem 0 .1rem 1.1rem; border-left: 3px solid var(--rule); }
            blockquote p { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .95rem; }
            blockquote footer { color: var(--soft); font-size: .82rem; font-family: system-ui, sans-serif; }
            blockquote .opening { color: var(--soft); }
            svg { display: block; max-width: 100%; min-width: 560px; height: auto; font-family: system-ui, sans-serif; }
            @media (max-width: 600px) { tbody th { white-space: normal; } }
            @media print { body { font-size: 11pt; } figure, table, blockquote { break-inside: avoid; } }
            """ + SHAPES;
}
