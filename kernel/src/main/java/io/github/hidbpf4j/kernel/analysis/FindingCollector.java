package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects findings without duplicates. */
final class FindingCollector {
  private final Map<String, Finding> findings = new LinkedHashMap<>();

  void report(FindingKind kind, Place place, String message) {
    String text = place + ": " + message;
    findings.putIfAbsent(kind + text, new Finding(kind, place.program().name(), text));
  }

  List<Finding> all() {
    return List.copyOf(findings.values());
  }
}
