/**
 * Reports for people: runs and tests as one HTML file that loads nothing. Start with {@link
 * io.github.hidbpf4j.testing.html.HtmlReport}; runs are captured by {@link
 * io.github.hidbpf4j.testing.html.RunCapture}. The presentation is in resources beside this
 * package: a style sheet and scripts, written by hand, that read the embedded data.
 */
@NullMarked
package io.github.hidbpf4j.testing.html;

import org.jspecify.annotations.NullMarked;
