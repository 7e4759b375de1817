package io.github.hidbpf4j.hid.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the gotos of a model that take no time: they must lead to existing states, without a
 * cycle, and through a limited number of states. So a device always settles, whatever triggers its
 * rules.
 */
final class StateChanges {
  /** Maximum number of states that a device enters at one instant. */
  static final int MAX_AT_ONCE = 100;

  private static final int BEING_COUNTED = -1;

  private final String source;
  private final List<ModelRule> always;
  private final Map<String, ModelState> states = new HashMap<>();

  /** For each state, the number of states entered until time passes, including itself. */
  private final Map<String, Integer> counts = new HashMap<>();

  private StateChanges(String source, List<ModelRule> always, List<ModelState> states) {
    this.source = source;
    this.always = always;
    for (ModelState state : states) {
      this.states.putIfAbsent(state.name(), state);
    }
  }

  /**
   * Checks all rules.
   *
   * @param source name of the model in messages
   * @throws ModelException if one names an unknown state, or they form a cycle
   */
  static void check(String source, List<ModelRule> always, List<ModelState> states) {
    StateChanges changes = new StateChanges(source, always, states);
    // Targets are checked first: a message about a cycle is useless while a name is misspelled.
    always.forEach(changes::checkTargets);
    states.forEach(s -> s.rules().forEach(changes::checkTargets));
    always.forEach(r -> changes.count(r, false));
    for (ModelState state : states) {
      changes.count(state);
      state.rules().forEach(r -> changes.count(r, false));
    }
  }

  private void checkTargets(ModelRule rule) {
    for (ModelAction action : rule.actions()) {
      if (action instanceof ModelAction.Goto(String name) && !states.containsKey(name)) {
        throw error(rule, "goto " + name + ": no such state");
      }
    }
  }

  private int count(ModelState state) {
    Integer known = counts.putIfAbsent(state.name(), BEING_COUNTED);
    if (known != null) {
      return known;
    }
    int most = 0;
    for (List<ModelRule> rules : List.of(state.rules(), always)) {
      for (ModelRule rule : rules) {
        if (rule.trigger() instanceof ModelTrigger.Enter) {
          most = Math.max(most, count(rule, true));
        }
      }
    }
    counts.put(state.name(), most + 1);
    return most + 1;
  }

  /**
   * How many states a rule enters at one instant; {@code first}: at that of its start. Less than
   * {@link DeviceModel#MIN_PERIOD} counts as no time.
   */
  private int count(ModelRule rule, boolean first) {
    int entered = 0;
    long waited = 0;
    for (ModelAction action : rule.actions()) {
      if (action instanceof ModelAction.Wait(long least, long _)) {
        waited += least;
        if (waited >= DeviceModel.MIN_PERIOD) {
          if (first) {
            return entered;
          }
          entered = 0;
          waited = 0;
        }
      }
      if (action instanceof ModelAction.Goto(String name)) {
        entered += count(rule, states.get(name));
        if (entered > MAX_AT_ONCE) {
          throw error(
              rule,
              "enters more than %d states at one instant: put a wait of at least 100 us before a goto"
                  .formatted(MAX_AT_ONCE));
        }
      }
    }
    return entered;
  }

  private int count(ModelRule rule, @Nullable ModelState target) {
    int count = target == null ? 0 : count(target);
    if (target != null && count == BEING_COUNTED) {
      throw error(
          rule,
          "state %s leads back to itself by 'on enter' alone: put a wait of at least 100 us before a goto"
              .formatted(target.name()));
    }
    return count;
  }

  private ModelException error(ModelRule rule, String message) {
    return new ModelException(source, rule.line(), message);
  }
}
