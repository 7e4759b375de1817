package io.github.hidbpf4j.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A run of test classes in a separate JUnit launcher. */
final class JupiterRun {
  /** A test or container, and its result. */
  record Ended(TestIdentifier what, TestExecutionResult result) {
    Throwable failure() {
      return result.getThrowable().orElseThrow();
    }

    @Override
    public String toString() {
      return what.getDisplayName()
          + ": "
          + result.getThrowable().map(Throwable::getMessage).orElse("passed");
    }
  }

  private final List<Ended> ended = new ArrayList<>();

  private JupiterRun() {}

  /** Runs the tests of a class, under these configuration parameters. */
  static JupiterRun of(Class<?> type, Map<String, String> parameters) {
    JupiterRun run = new JupiterRun();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(type))
                .configurationParameters(parameters)
                .build(),
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier what, TestExecutionResult result) {
                run.ended.add(new Ended(what, result));
              }
            });
    return run;
  }

  static JupiterRun of(Class<?> type) {
    return of(type, Map.of());
  }

  /** The tests, in the order in which they ended. */
  List<Ended> tests() {
    return ended.stream().filter(e -> e.what().isTest()).toList();
  }

  /** Tests and containers that failed. */
  List<Ended> failed() {
    return ended.stream()
        .filter(e -> e.result().getStatus() != TestExecutionResult.Status.SUCCESSFUL)
        .toList();
  }
}
