package io.github.hidbpf4j.cli.guest;

import io.github.hidbpf4j.guest.channel.GuestChannel;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestMessage.PowerOff;
import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import io.github.hidbpf4j.guest.channel.GuestServer;
import io.github.hidbpf4j.linux.call.FirstProcess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs what an agent does, on the host, to put its classes into Java's AOT cache. */
final class AgentTraining {
  private AgentTraining() {}

  static void run(Map<String, GuestCommand> commands) throws IOException, InterruptedException {
    // Calls that fail without root, or for a file system that no kernel has, change nothing.
    int mounted = FirstProcess.mount("no-such-type", Path.of("/no-such-folder"));
    int loaded = FirstProcess.loadModule(new byte[1], "");
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    GuestChannel host = new GuestChannel(new ByteArrayInputStream(new byte[0]), requests);
    host.send(new Run("echo", List.of("a"), Map.of("b", new byte[1])));
    host.send(new PowerOff());
    GuestChannel channel =
        new GuestChannel(
            new ByteArrayInputStream(requests.toByteArray()), OutputStream.nullOutputStream());
    new GuestServer(channel, commands).serve();
    System.out.printf("mount %d, load %d%n", mounted, loaded);
  }
}
