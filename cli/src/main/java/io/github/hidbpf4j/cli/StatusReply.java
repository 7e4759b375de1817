package io.github.hidbpf4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One device in a daemon's answer; numbers and lists are kept as text. */
record StatusReply(Map<String, String> fields, Map<String, List<String>> lists) {
  /** The daemon's error message; "" if it did what it was asked to. */
  static String error(String answer) throws IOException {
    try (JsonParser p = new JsonFactory().createParser(answer)) {
      if (p.nextToken() == JsonToken.START_OBJECT
          && "error".equals(p.nextFieldName())
          && p.nextToken() == JsonToken.VALUE_STRING) {
        return p.getText();
      }
      return "";
    }
  }

  static List<StatusReply> parse(String answer) throws IOException {
    List<StatusReply> devices = new ArrayList<>();
    for (String line : answer.lines().skip(1).toList()) {
      try (JsonParser p = new JsonFactory().createParser(line)) {
        StatusReply device = new StatusReply(new LinkedHashMap<>(), new LinkedHashMap<>());
        if (p.nextToken() == JsonToken.START_OBJECT) {
          device.read(p, "");
          devices.add(device);
        }
      }
    }
    return devices;
  }

  private void read(JsonParser p, String prefix) throws IOException {
    while (p.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + p.currentName();
      switch (p.nextToken()) {
        case START_ARRAY -> {
          List<String> values = new ArrayList<>();
          while (p.nextToken() != JsonToken.END_ARRAY) {
            values.add(p.getText());
          }
          lists.put(name, values);
        }
        case START_OBJECT -> read(p, name + ".");
        default -> fields.put(name, p.getText());
      }
    }
  }

  private String get(String name) {
    return fields.getOrDefault(name, "");
  }

  private List<String> all(String name) {
    return lists.getOrDefault(name, List.of());
  }

  void print(PrintWriter out) {
    out.printf("%-20s %-16s %s%n", get("device"), get("phase"), Hex.printable(get("name")));
    if (!all("objects").isEmpty()) {
      out.printf("  fixes     %s%n", Hex.printable(String.join(", ", all("objects"))));
    }
    if (!get("message").isEmpty()) {
      out.printf("  note      %s%n", Hex.printable(get("message")));
    }
    if (!get("bridge.bus").isEmpty()) {
      out.printf(
          "  bridge    %s reports, %s to the clone (bus %s), %s lost, %s requests too late%n",
          get("bridge.reports"),
          get("bridge.delivered"),
          get("bridge.bus"),
          get("bridge.lost"),
          get("bridge.late_requests"));
      out.printf(
          "  latency   median %s µs, 99 %% within %s, at most %s%n",
          micros("bridge.median_ns"), micros("bridge.p99_ns"), micros("bridge.max_ns"));
    }
    all("refused").forEach(r -> out.printf("  refused   %s%n", Hex.printable(r)));
  }

  private String micros(String name) {
    long nanos = Long.parseLong(get(name));
    return "%d.%d".formatted(nanos / 1_000, nanos / 100 % 10);
  }
}
