package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.recording.Recording;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parsed {@link ExampleFix#arguments} of a command in the guest.
 *
 * @param recording the recording to play
 * @param object the fix
 * @param model how the device behaves; null if only the recording says so
 */
record FixTask(Recording recording, BpfObject object, @Nullable DeviceModel model) {
  static FixTask of(GuestTask task) {
    List<String> arguments = task.arguments();
    return new FixTask(
        Recording.parse(arguments.getFirst(), task.file(arguments.getFirst())),
        BpfObject.open(arguments.get(1), task.file(arguments.get(1))),
        arguments.size() < 3
            ? null
            : DeviceModel.parse(arguments.get(2), task.file(arguments.get(2))));
  }
}
