package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.channel.GuestTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task whose lines are collected instead of sent, for comparison with those of another one. */
final class CollectedTask implements GuestTask {
  private final GuestTask task;
  private final List<String> lines = new ArrayList<>();

  CollectedTask(GuestTask task) {
    this.task = task;
  }

  /** What was printed. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public List<String> arguments() {
    return task.arguments();
  }

  @Override
  public Map<String, byte[]> files() {
    return task.files();
  }

  @Override
  public void print(String line) {
    lines.add(line);
  }

  @Override
  public void product(String name, byte[] bytes) throws IOException {
    task.product(name, bytes);
  }

  @Override
  public @Nullable String readLine(long millis) throws IOException {
    return task.readLine(millis);
  }
}
