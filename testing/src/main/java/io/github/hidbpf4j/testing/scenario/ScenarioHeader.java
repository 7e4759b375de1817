package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.hid.model.ModelWords;
import io.github.hidbpf4j.kernel.verify.KernelList;
import java.nio.file.Path;
import java.util.List;

/** Parses the lines of a scenario before its steps: fixes, devices, kernels, seeds. */
final class ScenarioHeader {
  private static final int MOST_SEEDS = 1_000_000;

  private ScenarioHeader() {}

  /** Parses a line if it is one of these; returns whether it is. */
  static boolean take(ModelWords words, ScenarioDraft draft) {
    switch (words.peek()) {
      case "fix" -> {
        words.next();
        do {
          draft.fixes.add(draft.sibling(words));
        } while (!words.atEnd());
      }
      case "device" -> {
        words.next();
        // 'device answers …' is a step.
        if (words.peek().equals("answers")) {
          StepParser.answers(words, draft, "");
          return true;
        }
        device(words, draft);
      }
      case "kernel" -> {
        words.next();
        do {
          String names = words.text();
          try {
            draft.kernels.addAll(KernelList.parse(names));
          } catch (IllegalArgumentException e) {
            throw words.error(String.valueOf(e.getMessage()));
          }
        } while (words.accept(",") || !words.atEnd());
      }
      case "property" -> {
        words.next();
        String name = words.text();
        draft.properties.put(name, words.text());
      }
      case "optional" -> {
        words.next();
        do {
          draft.optional.add(words.text());
        } while (!words.atEnd());
      }
      case "explore" -> {
        words.next();
        draft.explore = words.number(1, MOST_SEEDS, "how many seeds to try: 1 to " + MOST_SEEDS);
        words.accept("seeds");
      }
      case "seed" -> {
        words.next();
        draft.seed = words.number(0, 99_999_999, "a seed: 0 to 99999999");
      }
      case "force" -> {
        words.next();
        draft.force = true;
      }
      default -> {
        return false;
      }
    }
    if (draft.isUnderWay()) {
      throw words.error(
          "fixes, devices, kernels and seeds of a scenario come before its first step");
    }
    words.end();
    return true;
  }

  /** Parses {@code device [NAME =] RECORDING [index N] [model FILE]}. */
  private static void device(ModelWords words, ScenarioDraft draft) {
    String name = "";
    String word = words.peek();
    Path recording = draft.sibling(words);
    if (words.accept("=")) {
      if (!word.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
        throw words.error(
            "device '%s': expected a name of letters, digits, - and _".formatted(word));
      }
      name = word;
      recording = draft.sibling(words);
    }
    int index = -1;
    List<Path> model = List.of();
    while (!words.atEnd()) {
      if (words.accept("index")) {
        index = words.number(0, 99_999_999, "number of a device in the recording");
      } else if (words.accept("model")) {
        model = List.of(draft.sibling(words));
      } else {
        throw words.unexpected("'index N', 'model FILE' or the end of the line");
      }
    }
    if (draft.hasDevice(name)) {
      throw words.error(
          name.isEmpty()
              ? "a second device: give them names, as in 'device mouse = mouse.hid'"
              : "duplicate device '%s'".formatted(name));
    }
    if (!draft.devices.isEmpty() && (name.isEmpty() || draft.hasDevice(""))) {
      throw words.error("one of several devices without a name: 'device mouse = mouse.hid'");
    }
    draft.devices.add(new Scenario.Device(words.line(), name, recording, index, model));
  }
}
