package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.guest.GuestAgent;
import io.github.hidbpf4j.cli.start.Training;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The guest's first process: the product's, with additional commands for tests. */
public final class LiveAgent {
  private LiveAgent() {}

  /** Starts the agent. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, GuestCommand> commands = new LinkedHashMap<>(GuestAgent.commands());
    commands.put("count-devices", new CountDevicesCommand());
    commands.put("bridge", new BridgeCommand());
    commands.put("requests", new RequestsCommand());
    commands.put("kernel", new KernelCommand());
    commands.put("command", new CommandCommand());
    commands.put("without-hid-bpf", new WithoutHidBpfCommand());
    commands.put("kernel-instructions", new KernelInstructionsCommand());
    commands.put("kernel-cycles", new KernelCyclesCommand());
    commands.put("kernel-kills", new KernelKillsCommand());
    commands.put("kernel-obstacles", new KernelObstaclesCommand());
    commands.put("kernel-kills-calls", new KernelKillsCallsCommand());
    commands.put("kernel-daemon", new KernelDaemonCommand());
    commands.put("yardstick", new YardstickCommand());
    commands.put("kernel-rights", new KernelRightsCommand());
    commands.put("verify-here", new VerifyHereCommand());
    commands.put("kernel-verdicts", new KernelVerdictsCommand());
    commands.put("kernel-support", LiveAgent::support);
    commands.put("start", new StartCommand());
    commands.put("stream", new StreamCommand());
    commands.put("hostile", new HostileCommand());
    commands.put("soak", new SoakCommand());
    new GuestAgent(commands).run(args);
    if (args.length > 1 && args[0].equals(GuestAgent.TRAINING)) {
      // Scenarios start the product's daemon repeatedly.
      Training.live(Path.of(args[1]));
    }
  }

  /** Prints which HID-BPF the guest's kernel has, and what prevents using it. */
  private static int support(GuestTask task) throws IOException {
    KernelSupport support = KernelSupport.look();
    task.print(support.kind().name());
    for (KernelSupport.Obstacle obstacle : support.obstacles()) {
      task.print(obstacle.toString());
    }
    return 0;
  }
}
