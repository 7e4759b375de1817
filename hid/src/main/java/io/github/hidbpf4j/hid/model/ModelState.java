package io.github.hidbpf4j.hid.model;

import java.util.List;

/**
 * A state of a device.
 *
 * @param name its name; empty for the part before the first {@code state} line
 * @param mute whether the reports of the recording are withheld in it
 * @param rules its rules, in the order they are tried
 */
public record ModelState(String name, boolean mute, List<ModelRule> rules) {
  /** Copies the list. */
  public ModelState {
    rules = List.copyOf(rules);
  }
}
