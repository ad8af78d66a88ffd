module Neurons.Tests.Program

open Expecto

let private run arguments =
    let tests =
        testList "Neurons.TorchSharp" [
            Functions.FunctionTests.tests
            Operations.PrimitiveTests.tests
            Modules.PathTests.tests
            Modules.DerivativeTests.tests
            Modules.ModuleTests.tests
            Modules.RefusalTests.tests
            Modules.LeakTests.tests
            Modules.DevicePathTests.tests
            Networks.StatelessTests.tests
            Networks.StateDictTests.tests
            Runtime.RuntimeTests.tests
            Verify.GoldenTests.tests
        ]

    // One after another: the tests of leaks count all tensors of the process.
    runTestsWithCLIArgs [ Sequenced ] arguments tests

[<EntryPoint>]
let main arguments =
    // before the first test is made, as tests are made of tensors
    try
        Neurons.TorchSharp.TorchRuntime.Require()
        run arguments
    with :? System.PlatformNotSupportedException as error ->
        eprintfn $"%s{error.Message}"
        1
