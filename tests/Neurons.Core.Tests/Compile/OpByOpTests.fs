module Neurons.Core.Tests.Compile.OpByOpTests

open System
open System.Diagnostics
open System.IO
open System.Numerics.Tensors
open System.Text.Json.Nodes
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Compile
open Neurons.Run

/// The bits of a run of CubaLif, forward and backward, as text; and the back end that computed them.
let digest () =
    let neuron = CubaLif.create<float32> CubaLif.options
    let model = neuron.Definition
    let random = Random 3
    let steps, neurons = 20, 301

    let numbers (lengths: nativeint[]) =
        let count = int (Array.fold (*) 1n lengths)
        Tensor.Create(Array.init count (fun _ -> float32 (random.NextDouble() * 3.0 - 0.5)), ReadOnlySpan lengths)

    let shape = [| nativeint neurons |]
    let timed = [| nativeint steps; nativeint neurons |]
    let values = model.ParameterInfo |> Array.map (fun q -> Shared q.Value)
    let state = neuron.Dynamics.Initial<float32>(values, shape, 0UL, 0u)

    let pullback =
        Pullback.run neuron.Dynamics values state [| EachStep(numbers timed) |] [| Outputs |] ValueNone

    let gradients =
        pullback.Gradients(
            [| numbers timed |],
            null,
            {
                Inputs = [| true |]
                State = true
                Parameters = Array.create values.Length true
                InputBuffers = null
            }
        )

    let text (tensor: Tensor<float32>) =
        let values: float32[] = Array.zeroCreate (int tensor.FlattenedLength)
        tensor.FlattenTo(values.AsSpan())

        Convert.ToHexString(
            Security.Cryptography.SHA256.HashData(Runtime.InteropServices.MemoryMarshal.AsBytes(ReadOnlySpan values))
        )

    let parameters = gradients.Parameters |> Array.map (fun value -> value.ToString()) |> String.concat " "

    String.Join(
        ' ',
        [
            Backend.best.ToString().Replace(" ", "")
            text pullback.Recorded[0]
            text pullback.Final.Values[0]
            text gradients.Inputs[0]
            text gradients.State[1]
            parameters
        ]
    )

/// Runs this assembly as a program of its own, with a setting of the runtime.
let private inChild (setting: string) (value: bool) =
    let assembly = Reflection.Assembly.GetExecutingAssembly().Location
    let settings = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(assembly, "runtimeconfig.json")))
    let options = settings["runtimeOptions"]

    if isNull options["configProperties"] then
        options["configProperties"] <- JsonObject()

    options["configProperties"][setting] <- JsonValue.Create value
    let file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json")

    try
        File.WriteAllText(file, settings.ToJsonString())

        let start =
            ProcessStartInfo(Environment.ProcessPath, RedirectStandardOutput = true, RedirectStandardError = true)

        for argument in [ "exec"; "--runtimeconfig"; file; assembly; "digest" ] do
            start.ArgumentList.Add argument

        use child = Process.Start start
        let errors = child.StandardError.ReadToEndAsync()
        let output = child.StandardOutput.ReadToEndAsync()

        if not (child.WaitForExit(TimeSpan.FromMinutes 5.0)) then
            child.Kill()
            failtest "the run in a process of its own does not end"

        Expect.isTrue (child.ExitCode = 0) errors.Result
        output.Result.Trim()
    finally
        File.Delete file

let private withoutBackend (digest: string) = digest.Substring(digest.IndexOf ' ')

[<Tests>]
let tests =
    testList "Neurons.Core.Tests.Compile.OpByOpTests" [
        testCase "Where code can't be made at run time, programs run op by op, with the same bits" (fun () ->
            let here = digest ()
            let there = inChild "System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported" false
            Expect.stringStarts there "OpByOp " "the back end where no code can be made"
            Expect.stringStarts here "Emitted" "the back end here"
            Expect.equal (withoutBackend there) (withoutBackend here) "the bits of the run")

        testCase "Running op by op allocates nothing once it is warm" (fun () ->
            let x = Expr.Variable { Kind = Symbolic.Input; Index = 0; Name = "x" }

            let equations = {
                Inputs = [| x |]
                States = [||]
                Parameters = [||]
                Outputs = [| Expr.Exp x + Expr.Tanh(x * 3.0) + Step |]
                Next = [||]
            }

            let plan = Plan.forward { Precision = Precision.Float32; Shared = [||] } equations [| Output 0 |] [||]
            let kernel = OpByOp.compile plan.Program
            let rows: float32[] = GC.AllocateArray(1000, true)
            let slots: nativeint[] = GC.AllocateArray(2, true)
            let address (array: 'A[]) = Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(array, 0)
            slots[0] <- address rows
            slots[1] <- address rows
            let shared: float32[] = GC.AllocateArray(1, true)
            let run () = kernel.Invoke(address slots, address shared, rows.Length)

            for _ in 1..100 do
                run ()

            let before = GC.GetAllocatedBytesForCurrentThread()

            for _ in 1..100 do
                run ()

            Expect.equal (GC.GetAllocatedBytesForCurrentThread() - before) 0L "bytes allocated")
    ]
