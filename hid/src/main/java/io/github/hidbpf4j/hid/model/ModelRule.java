package io.github.hidbpf4j.hid.model;

import java.util.List;

/**
 * A rule of a device model.
 *
 * @param line its line in the file, from 1
 * @param trigger its trigger
 * @param times how often it applies per stay in its state; 0 for always; after that, the next
 *     matching rule applies
 * @param actions the device's actions, in order
 */
public record ModelRule(int line, ModelTrigger trigger, int times, List<ModelAction> actions) {
  /** Copies the list. */
  public ModelRule {
    actions = List.copyOf(actions);
  }

  /** Whether the host or a recording triggers it, so that it needs no states. */
  public boolean isReaction() {
    boolean reacts =
        trigger instanceof ModelTrigger.Get
            || trigger instanceof ModelTrigger.Set
            || trigger instanceof ModelTrigger.Output
            || trigger instanceof ModelTrigger.Recorded;
    return reacts && actions.stream().noneMatch(ModelAction.Goto.class::isInstance);
  }
}
