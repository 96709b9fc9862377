"""A GPT-NeoX as an OpenVINO graph, written op by op: no torch, no tracing, weights mapped from the hub folder.

The graph is what OpenVINO GenAI expects of a language model: inputs `input_ids`, `attention_mask`, `position_ids`
and `beam_idx`, keys and values kept in variables, one output `logits`. Linear layers carry the names that PEFT gives
their tensors, because GenAI finds the place of an adapter by that name.
"""

from typing import Any

import numpy as np

from training.hub_folder import Array, HubFolder
from training.neox import NeoxShape, output_rows

Node = Any  # openvino is untyped


def build_graph(folder: HubFolder, shape: NeoxShape) -> tuple[Node, list[Array]]:
    """An `openvino.Model` with float16 weights, and the arrays whose memory it shares: keep them as long as it."""
    return _Builder(folder, shape).model()


class _Builder:
    def __init__(self, folder: HubFolder, shape: NeoxShape) -> None:
        import openvino
        import openvino.opset13 as ops

        self.ov, self.ops, self.folder, self.shape = openvino, ops, folder, shape
        self.sinks: list[Node] = []
        self.variables: list[Node] = []
        self.arrays: list[Array] = []

    def model(self) -> tuple[Node, list[Array]]:
        ops, shape = self.ops, self.shape
        ids = self._input("input_ids", [-1, -1], np.int64)
        mask = self._input("attention_mask", [-1, -1], np.int64)
        positions = self._input("position_ids", [-1, -1], np.int64)
        self.beams = self._input("beam_idx", [-1], np.int32)
        self.batch = ops.gather(ops.shape_of(ids, "i64"), self._ints([0]), self._ints(0))
        table = self._weight(self.folder.tensor("gpt_neox.embed_in.weight", (shape.rows, shape.hidden)), "embed_in")
        self.cos, self.sin = self._angles(positions)
        self.allowed = self._causal(mask, positions)
        state = ops.gather(table, ops.convert(ids, "i32"), self._ints(0))
        for layer in range(shape.layers):
            state = self._layer(state, f"gpt_neox.layers.{layer}.", layer)
        state = self._norm(state, "gpt_neox.final_layer_norm")
        logits = self._linear(state, output_rows(self.folder, shape), None, "embed_out")
        logits.output(0).set_names({"logits"})
        result = ops.result(logits, name="logits")
        inputs = [ids, mask, positions, self.beams]
        model = self.ov.Model([result], self.sinks, inputs, self.variables, "gpt_neox")
        return model, self.arrays

    def _layer(self, state: Node, name: str, number: int) -> Node:
        ops = self.ops
        attended = self._attention(self._norm(state, name + "input_layernorm"), name + "attention.", number)
        if self.shape.parallel:
            widened = self._feed_forward(self._norm(state, name + "post_attention_layernorm"), name + "mlp.")
            return ops.add(ops.add(widened, attended), state)
        state = ops.add(attended, state)
        return ops.add(self._feed_forward(self._norm(state, name + "post_attention_layernorm"), name + "mlp."), state)

    def _attention(self, state: Node, name: str, number: int) -> Node:
        ops, shape = self.ops, self.shape
        packed = self._dense(state, name + "query_key_value", shape.hidden, 3 * shape.hidden)
        # Rows are packed head by head: query, key and value of head 0, then of head 1, ...
        split = ops.reshape(packed, self._ints([0, 0, shape.heads, 3 * shape.head]), special_zero=True)
        heads = ops.transpose(split, self._ints([0, 2, 1, 3]))
        query, key, value = (self._slice(heads, part * shape.head, (part + 1) * shape.head) for part in range(3))
        key = self._remember(self._rotate(key), f"past_key_values.{number}.key")
        value = self._remember(value, f"past_key_values.{number}.value")
        mixed = ops.scaled_dot_product_attention(self._rotate(query), key, value, self.allowed)
        joined = ops.reshape(
            ops.transpose(mixed, self._ints([0, 2, 1, 3])), self._ints([0, 0, shape.hidden]), special_zero=True
        )
        return self._dense(joined, name + "dense", shape.hidden, shape.hidden)

    def _feed_forward(self, state: Node, name: str) -> Node:
        hidden, inner = self.shape.hidden, self.shape.inner
        wide = self.ops.gelu(self._dense(state, name + "dense_h_to_4h", hidden, inner), "erf")
        return self._dense(wide, name + "dense_4h_to_h", inner, hidden)

    def _angles(self, positions: Node) -> tuple[Node, Node]:
        """Cosines and sines, float32 of shape (batch, 1, length, rotary)."""
        ops, shape = self.ops, self.shape
        steps = np.arange(0, shape.rotary, 2, dtype=np.float32) / shape.rotary
        # A product and no MatMul: NNCF would take the frequencies for weights and round them.
        frequencies = ops.constant((1.0 / shape.theta**steps).astype(np.float32).reshape(1, 1, -1))
        angles = ops.multiply(ops.convert(ops.unsqueeze(positions, self._ints(2)), "f32"), frequencies)
        both = ops.unsqueeze(ops.concat([angles, angles], -1), self._ints(1))
        return ops.cos(both), ops.sin(both)

    def _rotate(self, heads: Node) -> Node:
        ops, rotary = self.ops, self.shape.rotary
        turning = self._slice(heads, 0, rotary)
        half = ops.concat(
            [ops.negative(self._slice(turning, rotary // 2, rotary)), self._slice(turning, 0, rotary // 2)], -1
        )
        turned = ops.add(ops.multiply(turning, self.cos), ops.multiply(half, self.sin))
        if rotary == self.shape.head:
            return turned
        return ops.concat([turned, self._slice(heads, rotary, self.shape.head)], -1)

    def _remember(self, new: Node, name: str) -> Node:
        """Append to a variable of shape (batch, heads, length, head), reordered by `beam_idx` as GenAI expects."""
        from openvino.op.util import Variable, VariableInfo

        ops, shape = self.ops, self.shape
        info = VariableInfo()
        info.data_shape = self.ov.PartialShape([-1, shape.heads, -1, shape.head])
        info.data_type = self.ov.Type.f32
        info.variable_id = name
        variable = Variable(info)
        size = ops.concat([self.batch, self._ints([shape.heads]), self._ints([0]), self._ints([shape.head])], 0)
        past = ops.read_value(ops.broadcast(ops.constant(np.float32(0)), size), variable)
        whole = ops.concat([ops.gather(past, self.beams, self._ints(0)), new], 2)
        self.sinks.append(ops.assign(whole, variable))
        self.variables.append(variable)
        return whole

    def _causal(self, mask: Node, positions: Node) -> Node:
        """Boolean of shape (batch, 1, new, all): not after the token itself and not padding."""
        ops = self.ops
        length = ops.squeeze(ops.gather(ops.shape_of(mask, "i64"), self._ints([1]), self._ints(0)), self._ints(0))
        columns = ops.range(self._ints(0), length, self._ints(1), "i64")
        before = ops.less_equal(columns, ops.unsqueeze(positions, self._ints([1, 3])))
        present = ops.not_equal(ops.unsqueeze(mask, self._ints([1, 2])), self._ints(0))
        return ops.logical_and(before, present)

    def _norm(self, state: Node, name: str) -> Node:
        ops, size = self.ops, (self.shape.hidden,)
        flat = ops.mvn(state, self._ints([-1]), True, self.shape.epsilon, "inside_sqrt")
        scale, shift = (self._small(self.folder.tensor(f"{name}.{part}", size)) for part in ("weight", "bias"))
        return ops.add(ops.multiply(flat, scale), shift)

    def _dense(self, state: Node, name: str, columns: int, rows: int) -> Node:
        bias = self.folder.tensor(name + ".bias", (rows,)) if name + ".bias" in self.folder else None
        return self._linear(state, self.folder.tensor(name + ".weight", (rows, columns)), bias, name)

    def _linear(self, state: Node, weight: Array, bias: Array | None, name: str) -> Node:
        product = self.ops.matmul(state, self._weight(weight, name), False, True, name=f"__module.{name}/MatMul")
        return product if bias is None else self.ops.add(product, self._small(bias))

    def _weight(self, array: Array, name: str) -> Node:
        """A large matrix, as it lies in the file when that is float16."""
        half = array.astype(np.float16, copy=False)
        self.arrays.append(half)
        return self.ops.convert(self.ops.constant(half, shared_memory=True, name=f"{name}.weight"), "f32")

    def _small(self, array: Array) -> Node:
        return self.ops.constant(np.asarray(array, dtype=np.float32))

    def _slice(self, node: Node, start: int, end: int) -> Node:
        return self.ops.slice(node, self._ints([start]), self._ints([end]), self._ints([1]), self._ints([-1]))

    def _ints(self, value: int | list[int]) -> Node:
        return self.ops.constant(np.array(value, dtype=np.int64))

    def _input(self, name: str, sides: list[int], dtype: type) -> Node:
        node = self.ops.parameter(sides, dtype)
        # GenAI looks at both names when it turns attention into paged attention.
        node.set_friendly_name(name)
        node.output(0).set_names({name})
        return node
