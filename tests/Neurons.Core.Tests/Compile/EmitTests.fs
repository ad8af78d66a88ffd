module Neurons.Core.Tests.Compile.EmitTests

open System
open System.Runtime.InteropServices
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Compile

let private leaf kind index = Expr.Variable { Kind = kind; Index = index; Name = $"%O{kind}%d{index}" }

/// A step with so many shared parameters that no processor has registers for them all, in chains so long that vectors go side by side.
let private plan precision =
    let parameters = Array.init 24 (leaf Symbolic.Parameter)
    let states = Array.init 2 (leaf Symbolic.State)
    let x = leaf Symbolic.Input 0

    let sum from =
        parameters |> Seq.skip from |> Seq.fold (fun (sum: Expr) p -> sum * 0.5 + p) states[0]

    let next = Expr.Exp(x - sum 0 * 0.25)

    let equations = {
        Inputs = [| x |]
        States = states
        Parameters = parameters
        Outputs = [| Expr.IsLess(sum 1, states[1]) |]
        Next = [| next; states[1] / (1.0 + next) - parameters[3] |]
    }

    let layout = { Precision = precision; Shared = Array.create parameters.Length true }
    Plan.forward layout equations [| Output 0 |] [| sum 2 |]

/// What the slots hold after a step of so many neurons, bit by bit; the states are updated in place, and there is room behind each row.
let private run<'T when 'T: unmanaged and 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType>
    (kernel: Kernel)
    (plan: StepPlan)
    count
    =
    let pinned (values: 'A[]) =
        let copy: 'A[] = GC.AllocateArray(values.Length, true)
        values.CopyTo(copy, 0)
        copy

    let address (array: 'A[]) = Marshal.UnsafeAddrOfPinnedArrayElement(array, 0)
    let numbers length seed = Array.init length (fun i -> Element.ofFloat<'T> (sin (float (i * 7 + seed))))
    let rows = Array.init plan.Program.Slots (fun slot -> pinned (numbers (count + 9) slot))

    for into, from in Array.zip plan.StatesOut plan.StatesIn do
        rows[into] <- rows[from]

    let slots = pinned (Array.map address rows)
    let shared = pinned (numbers plan.Program.SharedNumbers 100)
    kernel.Invoke(address slots, address shared, count)
    rows |> Array.map (fun row -> Convert.ToHexString(MemoryMarshal.AsBytes(ReadOnlySpan row)))

let private agrees<'T when 'T: unmanaged and 'T: struct and 'T: (new: unit -> 'T) and 'T :> ValueType> () =
    let plan = plan Precision.ofType<'T>
    let expected = OpByOp.compile plan.Program

    for width in [ 0; 128; 256; 512 ] do
        let kernel = Emit.compile width plan.Program

        for count in 1..70 do
            let wanted = run<'T> expected plan count
            Expect.equal (run<'T> kernel plan count) wanted $"%d{count} neurons in vectors of %d{width} bits"

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Compile.EmitTests" [
        testCase
            "A step of long chains and many shared numbers has the same bits at every width and for any number of neurons"
            (fun () ->
                agrees<float32> ()
                agrees<float> ())
    ]
