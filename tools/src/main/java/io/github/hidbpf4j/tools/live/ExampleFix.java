package io.github.hidbpf4j.tools.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The fix of an example, and a recording that is played through it.
 *
 * @param example name of the folder and of the object
 * @param recording path of the recording from the project's root, without suffix
 */
record ExampleFix(String example, String recording) {
  Path object(LiveStage stage) {
    return stage.root().resolve("examples").resolve(example).resolve(example + ".bpf.o");
  }

  Path recorded(LiveStage stage) {
    return stage.root().resolve(recording + ".hid");
  }

  /** The path of the device's model, which need not exist. */
  Path model(LiveStage stage) {
    return stage.root().resolve(recording + ".model");
  }

  /** Arguments for commands of the guest: recording, object, and the model if there is one. */
  Object[] arguments(LiveStage stage) {
    List<Object> arguments = new ArrayList<>(List.of(recorded(stage), object(stage)));
    if (Files.exists(model(stage))) {
      arguments.add(model(stage));
    }
    return arguments.toArray();
  }
}
