/**
 * Reports for people: runs and tests as one HTML file that loads nothing. Start with {@link
 * io.github.hidbpf4j.testing.html.HtmlReport}; what a run did is gathered by {@link
 * io.github.hidbpf4j.testing.html.RunCapture}. What is drawn and how is in the resources beside
 * this package: a style sheet and scripts, written by hand, that read the data put in with them.
 */
@NullMarked
package io.github.hidbpf4j.testing.html;

import org.jspecify.annotations.NullMarked;
