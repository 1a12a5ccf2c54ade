from newsroom.cli.app import main

main()
