/**
 * Scenarios: tests of fixes written by hand, as text. {@link
 * io.github.hidbpf4j.testing.scenario.ScenarioFile} reads them, {@link
 * io.github.hidbpf4j.testing.scenario.ScenarioRun} runs them on a bench. The language is described
 * in docs/testing.md.
 */
@NullMarked
package io.github.hidbpf4j.testing.scenario;

import org.jspecify.annotations.NullMarked;
