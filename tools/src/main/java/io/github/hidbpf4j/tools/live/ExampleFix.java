package io.github.hidbpf4j.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The fix of an example, and a recording that is played through it.
 *
 * @param example the folder's name, and the object's
 * @param recording path of the recording from the project's root, without suffix
 */
record ExampleFix(String example, String recording) {
  /** One way to play it. */
  @FunctionalInterface
  interface Play {
    /**
     * Plays it once.
     *
     * @throws ScenarioFailure if something is not as the replay has it
     */
    void play(LiveStage stage) throws IOException;
  }

  Path object(LiveStage stage) {
    return stage.root().resolve("examples").resolve(example).resolve(example + ".bpf.o");
  }

  Path recorded(LiveStage stage) {
    return stage.root().resolve(recording + ".hid");
  }

  /** The device's model, which need not be there. */
  Path model(LiveStage stage) {
    return stage.root().resolve(recording + ".model");
  }

  /** What commands of the guest take: recording, object, and the model if there is one. */
  Object[] arguments(LiveStage stage) {
    List<Object> arguments = new ArrayList<>(List.of(recorded(stage), object(stage)));
    if (Files.exists(model(stage))) {
      arguments.add(model(stage));
    }
    return arguments.toArray();
  }

  /**
   * Plays it, once more where that fails: a busy host may let the guest stand still for half a
   * second.
   */
  static void play(String name, LiveStage stage, Play play) throws IOException {
    try {
      play.play(stage);
    } catch (ScenarioFailure e) {
      stage.note("%s: played again: %s".formatted(name, e.getMessage()));
      play.play(stage);
    }
  }
}
