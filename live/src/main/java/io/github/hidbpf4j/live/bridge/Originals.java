package io.github.hidbpf4j.live.bridge;

import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.linux.node.EvdevNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The event nodes of the original, which are silenced by grabbing them: the kernel releases them
 * when they are closed or the process dies.
 *
 * <p>A key that is down when its node is grabbed would stay down for everybody else, so a node is
 * grabbed only while none is.
 */
final class Originals implements AutoCloseable {
  private final List<EvdevNode> nodes;

  Originals(List<EvdevNode> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** The result of trying to grab. */
  enum Grab {
    /** All are grabbed. */
    DONE,
    /** A key is down; none is grabbed. */
    KEY_DOWN
  }

  /**
   * Grabs all nodes, or none.
   *
   * @throws BridgeException if somebody else has grabbed one, or it is gone
   */
  Grab tryGrab() {
    if (isAnyKeyDown()) {
      return Grab.KEY_DOWN;
    }
    List<EvdevNode> grabbed = new ArrayList<>();
    for (EvdevNode node : nodes) {
      int ret = node.grab(true);
      if (ret < 0) {
        release(grabbed);
        throw new BridgeException(refusal(node, ret));
      }
      grabbed.add(node);
    }
    // Pressed in between: its release must reach those who saw the press.
    if (isAnyKeyDown()) {
      release(grabbed);
      return Grab.KEY_DOWN;
    }
    return Grab.DONE;
  }

  private static String refusal(EvdevNode node, int ret) {
    String what = "%s (%s): cannot grab it: ".formatted(node.path(), node.name());
    return ret == -HidErrno.EBUSY
        ? what
            + "another program has grabbed it; stop that first (evtest --grab, keyd, "
            + "input-remapper, ...)"
        : what + HidErrno.name(ret);
  }

  private boolean isAnyKeyDown() {
    return nodes.stream().anyMatch(EvdevNode::isAnyKeyDown);
  }

  private static void release(List<EvdevNode> grabbed) {
    for (EvdevNode node : grabbed) {
      int _ = node.grab(false);
    }
  }

  /** Releases the nodes. */
  @Override
  public void close() {
    nodes.forEach(EvdevNode::close);
  }
}
