/// Each primitive as a torch operation, against the interpreter and dual numbers.
module Neurons.Tests.Operations.PrimitiveTests

open System
open Expecto
open global.TorchSharp
open Neurons
open Neurons.Compile
open Neurons.Properties
open Neurons.Symbolic
open Neurons.TorchSharp
open Neurons.Tests

let private leaf index = Variable { Kind = Input; Index = index; Name = $"x%d{index}" }
let private x, private y = leaf 0, leaf 1

/// Pairs of arguments, of either sign and order.
let private first = [| 0.3; 1.7; 0.01; -0.6; 2.5 |]
let private second = [| 1.7; 0.3; -2.5; -0.7; 1.0 |]

let private leaves (at: float[]) : Leaves = {
    Variable = fun v -> at[v.Index]
    Step = 0.0
    Uniform = fun _ _ -> invalidOp "nothing is drawn"
}

let private values (given: Operand[]) (expr: Expr) =
    let random = Func<int, bool, torch.Tensor>(fun _ _ -> invalidOp "nothing is drawn")
    let algebra = OperationAlgebra(torch.float64, torch.CPU, (fun v -> given[v.Index]), 0.0, random)
    algebra.Values(Fold.over algebra expr)

let private near what (expected: float) (actual: float) =
    let isNear =
        expected = actual
        || Double.IsNaN expected && Double.IsNaN actual
        || abs (expected - actual) <= 1e-12 * (1.0 + abs expected)

    Expect.isTrue isNear $"{what}: {actual} instead of {expected}"

/// The values of an expression of x and y, and its gradients where it is finite, with each of them as a tensor and as a number.
let private agrees (expr: Expr) =
    for i in 0 .. first.Length - 1 do
        let at = [| first[i]; second[i] |]
        let expected = Interpreter.evaluator Precision.Float64 (leaves at) expr

        for asTensor in [ [| true; true |]; [| true; false |]; [| false; true |]; [| false; false |] ] do
            use _ = torch.NewDisposeScope()
            let tensors = at |> Array.map (fun value -> Torch.tensor torch.float64 [ 1L ] [| value |])
            tensors |> Array.iter (fun tensor -> tensor.requires_grad <- true)

            let given =
                Array.init 2 (fun k ->
                    if asTensor[k] then
                        Operand.op_Implicit tensors[k]
                    else
                        Operand.op_Implicit at[k])

            let result = values given expr
            near "value" expected (Torch.numbers result).[0]

            if result.requires_grad && Double.IsFinite expected then
                result.sum().backward ()
                NeuronGradients.ThrowIfFailed()

                for k in 0..1 do
                    if asTensor[k] then
                        let tangent (v: Variable) = if v.Index = k then 1.0 else 0.0
                        let dual = Dual.evaluator (leaves at) tangent expr
                        near $"derivative by x%d{k}" dual.Tangent (Torch.gradient tensors[k]).[0]

let tests =
    testList "primitives" [
        for op in Primitives.unary do
            test $"%s{string op} as a torch operation is the primitive" { agrees (Unary(op, x)) }

        for op in Primitives.binary do
            test $"%s{string op} as a torch operation is the primitive" { agrees (Binary(op, x, y)) }

        for relation in Primitives.relations do
            test $"%s{string relation} as a torch operation is the primitive" { agrees (Compare(relation, x, y)) }

        for comparison in Primitives.comparisons do
            test $"A spike where u is %s{string comparison} as a torch operation is the primitive" {
                agrees (Firing(comparison, Surrogate.atan 2.0, x))
                agrees (Firing(comparison, Surrogate.atan 2.0, x - x))
            }
    ]
